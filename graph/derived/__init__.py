"""What is made from a generation in the background: files beside it (artefacts) and derived graphs.

An artefact names the content generation that it was made from; it is built once, in a child that
can be killed, and stands whole or not at all (docs/architecture.md, docs/derived.md).
"""
