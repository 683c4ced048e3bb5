"""The page of a run or of a comparison: one HTML file with charts, filters and tables."""
