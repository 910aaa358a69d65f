"""Places: free text to compound, building, unit and room, with a confidence and a reason."""
