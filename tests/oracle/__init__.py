"""An independent oracle of the planning model, and what is checked with it."""
