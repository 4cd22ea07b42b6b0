"""Answers: one function a question and one document type each, the same for the command line and the service.

A function takes the store first and everything else by keyword, finds which place is meant, asks the question from one
state of the data (`Store.consistent`) and returns a document: `rows` in the question's order, and beside them what
they were answered from. The command prints it as tables or JSON; `api.routes` lists which are served where.
"""
