"""What a complaint says: which wrongs, inside or outside a compound, new or pressed again, under way or finished."""
