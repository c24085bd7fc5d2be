"""The tests: folders mirror the wings of `aidcli`; what tests of several wings share stands here."""
