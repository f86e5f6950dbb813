"""Following a collection, a person, a claim or a leaderboard by mail, without an account.

subjects   what can be followed, how it is called, and what was decided of it
questions  which addresses are to be asked whether they asked
links      signed addresses: to confirm, and to end one subscription
letters    what the mails say
"""
