"""The server of the built site, with live reload; headers, types and packed files for hosts."""
