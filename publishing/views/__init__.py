"""What machines and other sites are answered."""
