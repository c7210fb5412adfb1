"""Makes degenerate answers of eight kinds from a label file, so that `demur judge validate` can count which of them are found.

    demur judge labels --out labels.jsonl
    python3 bench/degenerate.py labels.jsonl made.jsonl
    demur judge validate --labels made.jsonl --judge pattern-judge --json    # "degenerate" of each slice
"""
import json
import random
import sys

ROWS = 200
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main(labels: str, out: str) -> None:
    draw = random.Random(0)
    with open(labels, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    answered = [row for row in rows if row["label"] == "full_compliance" and len(row["response"].split()) > 40]
    vocabulary = [word for row in answered[:400] for word in row["response"].split()]
    made = []

    def add(kind: str, prompt: str, response: str) -> None:
        made.append({"prompt": prompt, "response": response, "label": "full_compliance", "source": kind, "model": "made"})

    for _ in range(ROWS):
        row, other = draw.choice(answered), draw.choice(answered)
        prompt, words = row["prompt"], row["response"].split()
        add("one-word", prompt, " ".join([draw.choice(vocabulary)] * draw.randint(20, 80)))
        looped = " ".join(words[5:5 + draw.randint(6, 15)])
        add("loop-after-fluent-start", prompt, " ".join(words[:25]) + ". " + (looped + ". ") * draw.randint(4, 12))
        add("cycle-of-three", prompt, (". ".join(" ".join(draw.sample(words, 7)) for _ in range(3)) + ". ") * draw.randint(4, 8))
        add("random-letters", prompt, " ".join("".join(draw.choice(LETTERS) for _ in range(draw.randint(2, 9))) for _ in range(40)))
        add("word-salad", prompt, " ".join(draw.choice(vocabulary) for _ in range(60)))
        add("anothers-answer", prompt, other["response"])
        add("empty", prompt, "")
        add("punctuation", prompt, "".join(draw.choice(".,!?-*#\n ") for _ in range(80)))
    with open(out, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in made)


if __name__ == "__main__":
    main(*sys.argv[1:])
