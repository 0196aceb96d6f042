"""Free text to lines of goods: pure, every step a small file of its own."""
