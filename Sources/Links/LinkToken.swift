// Signed links.
