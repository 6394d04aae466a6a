"""Publishing a build: one step, checked, repeatable."""
