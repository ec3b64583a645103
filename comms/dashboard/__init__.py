"""What leadership reads first."""
