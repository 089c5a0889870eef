"""Facebook: comments below the office's page, posts of visitors on it, and its Messenger."""
