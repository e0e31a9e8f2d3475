"""The import at work: how far it is, how long it will take, a way to stop it; then what came of it."""

from __future__ import annotations

import streamlit as st

from lib.background import Job
from lib.importing import Summary, import_paths
from lib.timeleft import in_minutes
from lib.ui.intake.given import Given
from lib.ui.intake.look import Look
from lib.ui.view import View
from lib.ui.words import literal

JOB = "intake.job"


def begin(view: View, given: Given, found: Look | None) -> None:
    """Start the import of everything given, pages as they were changed in the preview."""
    store, paths, edited = view.store, given.keep(), found.edited() if found else {}

    def work(progress, stop, _folder=st.session_state["intake.folder"]) -> Summary:  # which goes when nobody holds it
        facts = {"published": given.published, "source": given.source, "options": given.options}
        return import_paths(store, paths, **facts, progress=progress, stop=stop, edited=edited)

    st.session_state[JOB] = Job(work)


def running() -> bool:
    """True while this session's import is at work."""
    job = st.session_state.get(JOB)
    return job is not None and job.is_running


@st.fragment(run_every=1)
def show_running(view: View) -> None:
    """Progress, time left, stop; the page runs again once the import has ended."""
    job: Job = st.session_state[JOB]
    if not job.is_running:
        st.rerun()
    seconds = job.seconds_left()
    left = "" if seconds is None else view.t("time_left", time=in_minutes(seconds, view.lang))
    words = view.t("importing_step", done=job.done, total=job.total) if job.total else view.t("importing")
    st.progress(job.done / job.total if job.total else 0.0, text=f"{words} {left}")
    st.button(
        view.t("stopping" if job.is_stopping else "stop"), key="stop", disabled=job.is_stopping, on_click=job.stop
    )


def show_done(view: View) -> None:
    """The outcome of this session's last import."""
    job = st.session_state.get(JOB)
    if job is None:
        return
    if job.error:
        st.error(literal(job.error))
        return
    done: Summary = job.summary
    (st.success if done.new else st.info)(view.t("done", files=done.files, new=done.new, rows=done.rows))
    for name in ("held", "copies", "undated"):
        if getattr(done, name):
            st.caption(view.t("done_" + name, n=getattr(done, name)))
    if done.skipped:
        with st.expander(view.t("skipped", n=len(done.skipped)), expanded=not done.new):
            for name, reason in done.skipped:
                st.text(reason if name in reason else f"{name}: {reason}")
    if done.left:
        with st.expander(view.t("left", n=len(done.left)), expanded=True):
            st.text("\n".join(done.left))
