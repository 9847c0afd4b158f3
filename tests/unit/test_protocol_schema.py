"""The schema from which the TypeScript types are made belongs to the models as they are."""

from handoff.protocol import export


def test_schema_file_is_up_to_date() -> None:
    committed = export.DEFAULT.read_text(encoding="utf-8")
    assert committed == export.text(), "run `python -m handoff.protocol.export`"


def test_export_is_deterministic() -> None:
    assert export.text() == export.text()


def test_every_frame_is_told_by_its_type() -> None:
    definitions = export.schema()["$defs"]
    for union in ("CustomerFrame", "CustomerServerFrame", "AgentFrame", "AgentServerFrame"):
        for name in definitions[union]["discriminator"]["mapping"].values():
            frame = definitions[name.removeprefix("#/$defs/")]
            assert "type" in frame["required"], name
