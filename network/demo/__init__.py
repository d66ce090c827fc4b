"""The demo: invented people, trainings, marks and a sample plan, the same each time for the same day."""
