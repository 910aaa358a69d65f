"""The learned reader: linear models over the signs of the rules and hashed pieces of the text, trained on labelled complaints.

Its weights are a file of numbers (``weights.npz``), made by ``make reader``; no word of any text is in it.
"""
