"""What is asked, and how answers become scores."""
