"""The site from text and calculators: pages, wheel, runtime, search index, service worker; and the check of what came out."""
