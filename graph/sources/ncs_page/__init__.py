"""The parts of a National Careers Service page in HTML."""
