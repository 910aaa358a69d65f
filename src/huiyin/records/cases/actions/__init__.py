"""What is done in cases: opening, steps, naming the party, and dates that follow the calendar."""
