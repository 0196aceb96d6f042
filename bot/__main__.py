"""The command line: `reliefline <command>`.

Commands are imported when they are called: aiogram alone takes three seconds to load, and the
demo answers at once.
"""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.commands.demo_order import ends_unasked, story_mistake, stray_option
from bot.config import ConfigError, Settings, load_settings
from matching.model import Role, TickName

app = typer.Typer(
    name="reliefline",
    help="Relief logistics by chat: needs, stock, matching and delivery.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ledger_app = typer.Typer(help="The tamper-evident record.", no_args_is_help=True)
app.add_typer(ledger_app, name="ledger")


@app.command()
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Play the story, then leave with its outcome.")
    ] = False,
    lang: Annotated[str, typer.Option(help="Language of the story: zh, en or both.")] = "both",
    speed: Annotated[
        float | None,
        typer.Option(
            help="Of a scenario: how many times faster than life, 0 for as fast as the bot answers"
            " (20). Without one: seconds of pause between two lines (0)."
        ),
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Go on serving the page; the default on a terminal.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes 8765 or a free one.")] = 0,
    scenario: Annotated[
        str, typer.Option(help="typhoon, epidemic, chemical or mass: a city of simulated people.")
    ] = "",
    people: Annotated[
        int | None, typer.Option(help="How many take part in a scenario, 20-200.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Of a scenario: the same seed gives the same intentions (7).")
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(help="End a scenario after so many minutes of its own time.")
    ] = None,
) -> None:
    """Watch one whole delivery, or a scenario, then use the phones: no token, one process."""
    if scenario:
        from bot.commands.scenario import play_scenario

        _leave(
            play_scenario(
                scenario,
                people=people or 0,
                speed=20.0 if speed is None else speed,
                seed=7 if seed is None else seed,
                minutes=minutes or 0.0,
                lang=lang,
            )
        )
    wrong = stray_option(people, seed, minutes) or story_mistake(lang, port, speed or 0.0)
    if wrong:
        _refuse(wrong)
    print("Reliefline · 救援线: a nurse reports, the city delivers. 正在启动…", flush=True)
    from bot.commands.demo import play

    here = sys.stdout.isatty()
    unasked = ends_unasked(headless=headless, serve=serve, on_terminal=here)
    _leave(
        play(
            headless=headless or not here,
            lang=lang,
            pause=speed or 0.0,
            serving=serve,
            port=port,
            unasked=unasked,
        )
    )


@app.command()
def run() -> None:
    """Run the bot for real, with the settings of the environment (RELIEFLINE_*)."""
    settings = _configured(need_token=True)
    from bot.commands.run import serve

    _leave(serve(settings))


@app.command()
def migrate() -> None:
    """Bring the database to today's tables and load the catalogue and the gazetteer."""
    settings = _configured()
    from bot.commands.record import migrate_database

    _leave(migrate_database(settings))


@app.command(hidden=True)
def revision(message: str) -> None:
    """For developers: write the migration that today's tables ask for."""
    from bot.commands.record import write_revision

    _leave(write_revision(message))


@app.command()
def doctor() -> None:
    """Check every invariant of the record; leaves with 1 when one is broken."""
    settings = _configured()
    from bot.commands.record import examine

    _leave(examine(settings))


@app.command()
def invite(
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(Role)}.")],
    organisation: Annotated[str, typer.Option(help="Name of a verified organisation.")] = "",
) -> None:
    """Make a single-use invitation to a role, valid for 48 hours."""
    settings = _configured()
    from bot.commands.record import make_invite

    _leave(make_invite(settings, role, organisation))


@app.command()
def incident(
    name: Annotated[str, typer.Argument(help="What it is called, in words for everybody.")],
    kind: Annotated[
        str,
        typer.Option(help="natural_disaster, accident, public_health or social_security."),
    ] = "natural_disaster",
    drill: Annotated[bool, typer.Option("--drill", help="Practice: all of it is marked.")] = False,
) -> None:
    """Declare an incident: what is reported from now on belongs to it."""
    settings = _configured()
    from bot.commands.record import declare

    _leave(declare(settings, name, kind, drill=drill))


@app.command()
def tick(name: Annotated[str, typer.Argument(help=f"One of {', '.join(TickName)}.")]) -> None:
    """Run one periodic job now."""
    settings = _configured()
    from bot.commands.record import run_tick

    _leave(run_tick(settings, name))


@app.command()
def plan(
    file: Annotated[Path, typer.Argument(help="A snapshot/1 or match-instance/1; - for stdin.")],
    certificate: Annotated[
        bool, typer.Option("--certificate", help="Say how far from the best it can be.")
    ] = False,
    explain: Annotated[str, typer.Option(help="Say why this need got what it got.")] = "",
    time_budget: Annotated[float, typer.Option(help="Seconds; 0 for no limit.")] = 0.0,
    fairness: Annotated[
        float, typer.Option(help="Least share of the city's average for a district, 0 to 1.")
    ] = 0.0,
    lang: Annotated[str, typer.Option(help="Language of what is said: zh or en.")] = "en",
) -> None:
    """Run the matcher on a file; the plan goes to standard output."""
    from bot.commands.plan import Wishes, print_plan

    _leave(print_plan(file, Wishes(certificate, explain, time_budget, fairness, lang)))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write the copy.")]) -> None:
    """Copy the SQLite database while it runs, and check the copy."""
    settings = _configured()
    from bot.commands.backup import write_backup

    _leave(write_backup(settings, file))


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy made by backup.")]) -> None:
    """Put a checked copy in the database's place; the old file is kept beside it."""
    settings = _configured()
    from bot.commands.backup import restore_backup

    _leave(restore_backup(settings, file))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder for the CSV files.")],
) -> None:
    """Write needs, stock, jobs and hand-overs as CSV, without names, phones or addresses."""
    settings = _configured()
    from bot.commands.export import write_tables

    _leave(write_tables(settings, folder))


@app.command()
def parse(
    explain: Annotated[str, typer.Option(help="Show each step of reading this text.")] = "",
    role: Annotated[str, typer.Option(help="With --explain: the sender's role.")] = "",
) -> None:
    """Read free text: JSON lines {"id","text","role"?,"lang"?} in, what was read out.

    A bad line is told by its number on standard error and skipped; then it leaves with 1.
    """
    from bot.commands.parse import explain_text, parse_stream

    if explain:
        _leave(explain_text(explain, role, sys.stdout))
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    _leave(parse_stream(sys.stdin, sys.stdout, sys.stderr))


@ledger_app.command("verify")
def ledger_verify() -> None:
    """Check the hash chain from its first link to its last."""
    settings = _configured()
    from bot.commands.record import verify_chain

    _leave(verify_chain(settings))


def _configured(*, need_token: bool = False) -> Settings:
    try:
        return load_settings(need_token=need_token)
    except ConfigError as error:
        _refuse(str(error))


def _refuse(why: str) -> NoReturn:
    print(f"reliefline: {why}", file=sys.stderr)
    raise typer.Exit(2) from None


def _leave(code: int) -> None:
    raise typer.Exit(code)


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
