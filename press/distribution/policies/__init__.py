"""Who may do what with contacts and deliveries."""
