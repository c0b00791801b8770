"""What the worker gave up stands on a screen: administrators try it again or throw it away."""

import re

from post_office import GREETED, Box, mail_server, scripted_server
from test_sending import deliver, place_of, tell, waiting, with_address
from world import World


def test_a_mail_that_was_given_up_is_tried_again_or_discarded(world: World) -> None:
    chief, anna, bob = world.person("chief", is_admin=True), world.person("anna"), with_address(world, "bob")
    browser, box = world.browser(chief), Box()
    empty = browser.get("/admin/jobs").text
    for _ in range(2):
        tell(world, anna, bob, "handed_over")
        with scripted_server(*GREETED, b"354 go on\r\n", b"554 <b>no</b>\r\n") as (port, _, _):
            deliver(place_of(world, port))

    listed = browser.get("/admin/jobs").text
    newest, oldest = re.findall(r'name="job" value="(\d+)"', listed)
    answers = [
        browser.send("/admin/jobs", job=oldest, do="again"),
        browser.send("/admin/jobs", job=newest, do="discard"),
        browser.send("/admin/jobs", job=newest, do="again"),
        browser.send("/admin/jobs", job="x" * 30, do="again"),
        world.browser(bob).send("/admin/jobs", job=oldest, do="discard"),
    ]
    with mail_server(box) as port:
        deliver(place_of(world, port))

    assert "No job waits." in empty
    assert "No job failed." in empty
    assert "554 &lt;b&gt;no" in listed
    assert [answer.status_code for answer in answers] == [303, 303, 404, 404, 404]
    assert (len(box.letters), waiting(world)) == (1, [])
    assert world.browser(bob).get("/admin/jobs").status_code == 404
    assert "Job tried again" in browser.get("/admin/audit").text
