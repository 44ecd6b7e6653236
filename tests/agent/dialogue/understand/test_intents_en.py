from __future__ import annotations

from agent.dialogue.understand.intents import rules
from agent.dialogue.understand.intents_en import EXAMPLES


def test_no_sentence_is_an_example_of_two() -> None:
    said = [sentence for sentences in EXAMPLES.values() for sentence in sentences]
    assert len(set(said)) == len(said)


def test_the_rules_seldom_say_another_thing_of_an_example() -> None:
    """Silence is what the examples are for; a contradiction would be a wrong example, or a wrong rule."""
    said = [(intent, sentence) for intent, sentences in EXAMPLES.items() for sentence in sentences]
    other = [(intent, text, rules(text)) for intent, text in said if rules(text) not in (intent, "other")]
    assert len(other) <= 0.06 * len(said), other
