"""What templates call to hand a page to machines."""
