"""The same tests on every machine: made-up input follows from the test alone, and no clock decides.

New made-up texts are what ``benchmarks/fuzz.py`` is for.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")
