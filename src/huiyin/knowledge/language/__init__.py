"""What a complaint says: which wrongs, where, new or pressed again, under way or finished."""
