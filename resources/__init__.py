"""What assets are made with: the landing zone, the slices, the warehouse and the publisher."""
