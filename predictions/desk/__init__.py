"""The desk: what waits for a reviewer, the page to judge from, and the forms by which the record is worked on."""
