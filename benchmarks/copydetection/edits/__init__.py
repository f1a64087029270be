"""What happens to photographs on their way through the net, one module per kind of edit."""
