"""A page in one file: scripts and styles that ask for nothing, words that can't break out."""

from __future__ import annotations

import json

from maps.handout import ENTRY, STYLES
from maps.one_file import as_json, as_one_style, policy, script_text


def test_the_hand_outs_modules_are_one_script_that_imports_and_asks_for_nothing():
    script = script_text(ENTRY)
    assert "import" not in script
    assert "fetch(" not in script
    assert "</script" not in script


def test_styles_ask_for_nothing():
    style = as_one_style(STYLES)
    assert "url(images" not in style
    assert style.count("url(") == style.count('url("data:font/woff2;base64,') == 2


def test_words_can_not_break_out_of_their_script():
    written = as_json({"name": "</script><script>alert(1)</script>\u2028"})
    assert "<" not in written
    assert json.loads(written) == {"name": "</script><script>alert(1)</script>\u2028"}


def test_the_policy_names_each_script_by_its_hash():
    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in policy(["alert(1)"], [])
