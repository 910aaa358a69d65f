"""Maps in the pages: the points as GeoJSON, and what lies beneath them when the installation has it."""
