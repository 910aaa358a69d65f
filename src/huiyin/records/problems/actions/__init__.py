"""Every change of a problem, its tasks, the lists and the survey."""
