"""Checking and correcting: rows beside their articles, cases, history, and what corrections tell of the reader."""
