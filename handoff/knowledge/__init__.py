"""The knowledge base: what an article is, what its words are, which article fits a question.

Pure: text and numbers come in as arguments. docs/decisions/0013 says why it is searched so.
"""
