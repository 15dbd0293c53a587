"""Made-up people with a known truth, and the exports other systems would make of them."""
