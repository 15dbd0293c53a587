"""Personal data: found in text, and people's codes made into keyed pseudonyms."""
