"""What happens to files over time: replaced, renamed, moved, used, not used; old revisions show what they showed."""

from io import BytesIO

import pytest
from desk import PNG
from PIL import Image
from sqlalchemy import select

from wiki.attachments import naming, service
from wiki.attachments.models import FileVersion
from wiki.errors import Conflict, Forbidden, Invalid, NotFound
from wiki.pages.models import Page, Revision


def image(colour="red", size=(400, 200)):
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    return target.getvalue()


def body(desk, page_id=None):
    with desk.world.sessions.reading() as session:
        of_page = select(Revision).where(Revision.page_id == (page_id or desk.page_id))
        return session.scalars(of_page.order_by(Revision.number.desc())).first()


def rename(desk, attachment, name, person=None):
    world, actor = desk.world, (person or desk.anna).actor
    return naming.rename(world.sessions, world.app.blobs, actor, attachment.public_id, name, world.limits)


def fetched(desk, href, person=None):
    return desk.browser(person).get(href, buffered=True)


def test_an_old_revision_shows_the_file_of_its_time_under_the_name_of_its_time(either_desk):
    desk = either_desk
    plan = desk.attach("plan.png", image("red"))
    desk.world.save(desk.page_id, desk.anna, "Two ![](plan.png)\n", 1)
    desk.attach("plan.png", image("blue"))
    rename(desk, plan, "Neuer Plan.png")
    later = desk.attach("plan.png", image("green"))
    desk.world.save(desk.page_id, desk.anna, "Four ![](Neuer%20Plan.png) ![](plan.png)\n", 3)

    first, second, third, fourth = (
        fetched(desk, f"{desk.href}/rev/{number}", desk.rita).text for number in (1, 2, 3, 4)
    )

    old = f'src="/files/{plan.public_id}/Neuer%20Plan.png?v=1"'
    new = f'src="/files/{plan.public_id}/Neuer%20Plan.png"'
    assert old in first
    assert old in second
    assert new in third
    assert new in fourth
    assert f'src="/files/{later.public_id}/plan.png"' in fourth
    assert later.public_id not in first + second


def test_a_renamed_file_is_renamed_in_the_text_of_its_page_by_the_system(either_desk):
    desk = either_desk
    plan = desk.attach("plan.png", PNG)
    address = f"/files/{plan.public_id}/plan.png"
    text = f"![](plan.png) ![x](./PLAN.png) [y](bilder/plan.png#a) `plan.png` ![z]({address})\n"
    desk.world.save(desk.page_id, desk.anna, text, 1)

    answer = desk.browser().send(f"{desk.href}/files/{plan.public_id}/rename", name="Der Plan (neu).png")

    head = body(desk)
    name = "Der%20Plan%20%28neu%29.png"
    assert answer.status_code == 303
    assert head.body == f"![]({name}) ![x](./{name}) [y](bilder/{name}#a) `plan.png` ![z]({address})\n"
    assert (head.kind, head.is_minor, head.summary) == ("system", True, "plan.png → Der Plan (neu).png")
    page = fetched(desk, desk.href).text
    assert "missing" not in page.partition("<article")[2].partition("</article>")[0]
    assert fetched(desk, address).status_code == 301


def test_a_moved_file_has_the_rights_of_its_new_page_and_stays_in_the_old_text(either_desk):
    desk = either_desk
    world, plan = desk.world, desk.attach("plan.png", image())
    desk.attach("plan.png", image("blue"))
    closed = world.space("closed", desk.anna)
    other = world.page(closed, desk.anna, "Other page")
    before = fetched(desk, desk.href, desk.rita)

    answer = desk.browser().send(
        f"{desk.href}/files/{plan.public_id}/move", target="http://localhost/s/closed/other-page?said=x"
    )

    assert answer.location == f"/s/closed/other-page/files/{plan.public_id}?said=file-moved"
    assert fetched(desk, answer.location).status_code == 200
    assert body(desk).body == f"![](/files/{plan.public_id}/plan.png) and [the rules](rules.pdf)\n"
    assert 'width="400" height="200"' in fetched(desk, desk.href).text
    rita = desk.browser(desk.rita)
    for path in (plan_href(plan), plan_href(plan) + "?v=1", f"{desk.href}/files/{plan.public_id}"):
        assert rita.get(path, buffered=True).status_code == 404
    shown = fetched(desk, desk.href, desk.rita)
    assert 'width="400"' not in shown.text
    assert shown.headers["ETag"] != before.headers["ETag"]
    assert "plan.png?v=1" not in fetched(desk, f"{desk.href}/rev/1", desk.rita).text
    assert plan.public_id in fetched(desk, f"{desk.href}/rev/1").text
    assert other.page_id


def test_files_go_where_their_page_goes(either_desk):
    from wiki.pages import service as pages

    desk = either_desk
    world, plan = desk.world, desk.attach("plan.png", image())
    closed = world.space("closed", desk.anna)
    assert fetched(desk, plan_href(plan), desk.rita).status_code == 200

    with world.sessions.writing() as session:
        pages.move(session, desk.anna.actor, desk.page_id, closed.id, None)

    for path in (plan_href(plan), plan_href(plan) + "?w=320", f"{desk.href}/files/{plan.public_id}"):
        assert fetched(desk, path, desk.rita).status_code == 404
    assert fetched(desk, plan_href(plan)).data == image()
    moved = fetched(desk, f"{desk.href}/files/{plan.public_id}")
    assert moved.location == f"/s/closed/handbook/files/{plan.public_id}"
    assert "plan.png" in fetched(desk, moved.location).text
    assert "plan.png" not in fetched(desk, "/s/hb/pages/files").text


def plan_href(attachment):
    return f"/files/{attachment.public_id}/{attachment.name}"


REFUSED_TARGETS = {
    "": "Please name a page.",
    "Nowhere": "There is no such page.",
    "/s/hb": "There is no such page.",
    "/p/000000000000": "There is no such page.",
    "/s/secret/hidden": "There is no such page.",
    "/s/lib/shelf": "You may not write on that page.",
    "Twin": "That page has a file with this name.",
}


def test_a_target_that_will_not_do_is_said_at_the_field_and_nothing_is_moved(desk):
    from wiki.actor import Right, user_principal

    world, plan, browser = desk.world, desk.attach("plan.png", PNG), desk.browser()
    world.page(world.space("secret", desk.otto), desk.otto, "Hidden")
    library = world.space("lib", desk.otto, {user_principal(desk.anna.id): Right.READ})
    world.page(library, desk.otto, "Shelf")
    twin = world.page(desk.room, desk.anna, "Twin")
    world.attach(twin.page_id, desk.anna, "PLAN.png", PNG)

    for target, said in REFUSED_TARGETS.items():
        answer = browser.send(f"{desk.href}/files/{plan.public_id}/move", target=target)
        assert answer.status_code in {409, 422}
        assert 'id="error-target">' + said in answer.text

    assert fetched(desk, f"{desk.href}/files/{plan.public_id}").status_code == 200


def test_a_replaced_file_keeps_its_name_and_refuses_another_kind(desk):
    plan = desk.attach("plan.png", image())
    path = f"{desk.href}/files/{plan.public_id}/replace"

    refused = desk.browser().send(path, file=(BytesIO(b"%PDF-1.7\n"), "plan.pdf"))
    nothing = desk.browser().send(path)
    done = desk.browser().send(path, file=(BytesIO(image("blue")), "other name.png"))

    assert (refused.status_code, nothing.status_code, done.status_code) == (422, 422, 303)
    assert "another kind" in refused.text
    assert fetched(desk, plan_href(plan)).data == image("blue")
    assert fetched(desk, plan_href(plan) + "?v=1").data == image()
    assert desk.browser(desk.rita).send(path, file=(BytesIO(PNG), "a.png")).status_code == 403
    assert desk.browser(desk.otto).send(path, file=(BytesIO(PNG), "a.png")).status_code == 404


def test_a_name_that_is_taken_or_nothing_is_said_at_the_field(desk):
    plan = desk.attach("plan.png", PNG)
    desk.attach("other.png", PNG)
    path = f"{desk.href}/files/{plan.public_id}/rename"

    taken, nothing = desk.browser().send(path, name="OTHER.png"), desk.browser().send(path, name=" ")

    assert (taken.status_code, nothing.status_code) == (409, 422)
    assert 'id="error-name">The page has a file with this name.' in taken.text
    assert 'value="OTHER.png"' in taken.text
    assert 'id="error-name">Please enter a name.' in nothing.text


def test_the_screen_of_a_file_and_its_deletion_name_the_pages_that_use_it(either_desk):
    desk = either_desk
    world, plan = desk.world, desk.attach("plan.png", image())
    secret = world.space("secret", desk.anna)
    world.page(desk.room, desk.anna, "By address", f"[x](/files/{plan.public_id}/plan.png)\n")
    world.page(secret, desk.anna, "In secret", f"![](/files/{plan.public_id}/plan.png)\n")
    world.page(desk.room, desk.anna, "Same name", "![](plan.png)\n")
    no_longer = world.page(desk.room, desk.anna, "No longer", f"![](/files/{plan.public_id}/plan.png)\n")
    world.save(no_longer.page_id, desk.anna, "Nothing.\n", 1)
    path = f"{desk.href}/files/{plan.public_id}"

    seen = {who.name: fetched(desk, path, who).text.partition("<main")[2] for who in (desk.anna, desk.rita)}
    asked = fetched(desk, f"{path}/delete").text.partition("<main")[2]

    for text in (seen["anna"], asked):
        assert all(f">{title}</a></li>" in text for title in ("Handbook", "By address", "In secret"))
    assert "In secret" not in seen["rita"]
    assert ">By address</a></li>" in seen["rita"]
    assert not [text for text in (*seen.values(), asked) if "Same name" in text or "No longer" in text]
    assert "/rename" not in seen["rita"]
    assert fetched(desk, f"{path}/delete", desk.rita).status_code == 403


def test_files_that_no_text_uses_are_listed_for_their_space(either_desk):
    desk = either_desk
    world = desk.world
    for name in ("plan.png", "rules.pdf", "old.txt", "linked.txt"):
        attachment = desk.attach(name, b"x")
    world.page(desk.room, desk.anna, "Links", f"[x](/files/{attachment.public_id}/linked.txt)\n")
    secret = world.page(world.space("secret", desk.anna), desk.anna, "Secret")
    world.attach(secret.page_id, desk.anna, "secret.txt", b"x")

    text = fetched(desk, "/s/hb/pages/files", desk.rita).text.partition("<main")[2]

    assert ">old.txt</a>" in text
    assert not [name for name in ("plan.png", "rules.pdf", "linked.txt", "secret.txt") if name in text]
    assert fetched(desk, "/s/secret/pages/files", desk.rita).status_code == 404


def test_a_file_beside_one_of_the_same_name_gets_a_number_unless_it_is_the_same(desk):
    world = desk.world
    for content in (b"1", b"2", b"3", b"2"):
        answer = desk.browser().send(f"{desk.href}/files", beside="1", file=(BytesIO(content), "a.txt"))
        assert answer.status_code == 303

    with world.sessions.reading() as session:
        assert session.scalars(select(FileVersion.number)).all() == [1, 1, 1]
    text = fetched(desk, f"{desk.href}/files").text
    assert all(name in text for name in (">a.txt</a>", ">a-2.txt</a>", ">a-3.txt</a>"))


def test_only_who_may_write_on_both_pages_moves_a_file(desk):
    from wiki.actor import Right, user_principal

    world, plan = desk.world, desk.attach("plan.png", PNG)
    library = world.space("lib", desk.otto, {user_principal(desk.anna.id): Right.READ})
    shelf = world.page(library, desk.otto, "Shelf")

    for person, page_id, error in (
        (desk.rita, desk.page_id, Forbidden),
        (desk.otto, shelf.page_id, NotFound),
        (desk.anna, shelf.page_id, Forbidden),
    ):
        with pytest.raises(error):
            naming.move(world.sessions, person.actor, plan.public_id, page_id, world.limits)
    assert naming.move(world.sessions, desk.anna.actor, plan.public_id, desk.page_id, world.limits).page_id


def test_a_page_that_goes_takes_its_files_former_names_and_uses_along(either_desk):
    from wiki.attachments.models import FileUse, FormerName
    from wiki.pages import trash

    desk = either_desk
    world, plan = desk.world, desk.attach("plan.png", PNG)
    rename(desk, plan, "new.png")
    world.save(desk.page_id, desk.anna, f"![](/files/{plan.public_id}/new.png)\n", 2)
    with world.sessions.writing() as session:
        trash.discard(session, desk.anna.actor, desk.page_id)
    assert fetched(desk, f"/files/{plan.public_id}/new.png").status_code == 404

    with world.sessions.writing() as session:
        public_id = session.scalars(select(Page.public_id).where(Page.id == desk.page_id)).one()
        trash.purge(session, desk.anna.actor, trash.root(session, desk.anna.actor, public_id))

    with world.sessions.reading() as session:
        for table in (FormerName, FileUse, FileVersion):
            assert session.scalars(select(table)).all() == []


def test_a_replacement_by_the_service_speaks_of_kinds(desk):
    world, plan = desk.world, desk.attach("plan.png", PNG)

    with pytest.raises(Invalid):
        service.replace(
            world.sessions, world.app.blobs, desk.anna.actor, plan.public_id, BytesIO(b"x"), limit=10
        )
    desk.attach("b.png", PNG)
    with pytest.raises(Conflict):
        rename(desk, plan, "b.png")
