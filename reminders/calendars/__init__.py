"""Deadlines as iCalendar (RFC 5545): public ones for everybody, and one for each reviewer behind a secret address.

writing    what one calendar and one event look like
deadlines  the public ones: by when claims can be judged
asked      of one reviewer: what they are asked to judge, and when
keys       the secret addresses: made, replaced and withdrawn
"""
