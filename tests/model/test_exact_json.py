"""Keys that an object has twice are refused, and in one pass."""

import json
import time

import pytest

from aidcli.model.exact_json import decode_unique


def test_the_first_key_that_comes_again_is_named() -> None:
    with pytest.raises(ValueError, match="key 'b' stands twice in one object"):
        decode_unique(b'{"a": 1, "b": 2, "b": 3, "a": 4}')


def test_very_many_keys_are_looked_through_once() -> None:
    pairs = [f'"key-{at}": {at}' for at in range(30_000)]
    begun = time.process_time()
    assert len(decode_unique(json.dumps({f"key:{at}": at for at in range(30_000)}).encode())) == 30_000
    with pytest.raises(ValueError, match="'key-7' stands twice"):
        decode_unique(f"{{{', '.join([*pairs, pairs[7]])}}}".encode())
    assert time.process_time() - begun < 2
