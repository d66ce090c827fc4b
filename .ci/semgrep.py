"""What each rule of semgrep.yml finds (`ruleid`), and what it lets pass (`ok`). Read by `semgrep --test`, never run."""

# ruleid: sql-is-built-by-sqlalchemy
db.session.execute(f"SELECT * FROM member WHERE number = '{number}'")
# ruleid: sql-is-built-by-sqlalchemy
db.session.scalars(select(Member).where(sa.text("number = " + number)))
# ruleid: sql-is-built-by-sqlalchemy
connection.exec_driver_sql("DELETE FROM member WHERE id = %s" % number)
# ruleid: sql-is-built-by-sqlalchemy
db.session.execute(sa.text(statement))
# ok: sql-is-built-by-sqlalchemy
db.session.execute(sa.select(Member).where(Member.number == number))
# ok: sql-is-built-by-sqlalchemy
sa.Index("ix", "id", sqlite_where=sa.text("bulk IS 1"))
# ok: sql-is-built-by-sqlalchemy
connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

# ruleid: no-code-from-text
eval(request.form["formula"])
# ruleid: no-code-from-text
render_template_string("<p>" + name + "</p>")
# ruleid: no-code-from-text
pickle.loads(body)
# ruleid: no-code-from-text
subprocess.run(command, shell=True)
# ok: no-code-from-text
render_template("members/show.html", name=name)

# ruleid: markup-in-reviewed-places
page = Markup(f"<b>{name}</b>")
# ok: markup-in-reviewed-places
page = Markup()

# ruleid: autoescape-stays-on
app.jinja_env.autoescape = False
# ok: autoescape-stays-on
app.jinja_options = {"trim_blocks": True}

# ruleid: links-begin-with-public-url
url_for("accounts.invitation", token=token, _external=True)
# ruleid: links-begin-with-public-url
link = request.host + path
# ok: links-begin-with-public-url
url_for("accounts.me")

# ruleid: redirects-are-local
redirect(request.referrer)
# ruleid: redirects-are-local
see_other_path(request.form.get("back"))
# ok: redirects-are-local
see_other_path(local_path(request.form.get("back"), "/"))
# ok: redirects-are-local
see_other("members.index")

# ruleid: next-is-checked
target = request.args.get("next", "/")
# ok: next-is-checked
target = local_path(request.args.get("next"), "/")

# ruleid: one-clock
moment = datetime.now(UTC)
# ruleid: one-clock
day = date.today()
# ok: one-clock
moment = now()

# ruleid: changes-open-the-transaction
db.session.commit()
with change(Event.MEMBER_EDITED, by=account):
    # ok: changes-open-the-transaction
    member.family = family

# ruleid: pages-change-nothing-themselves
db.session.add(member)
# ok: pages-change-nothing-themselves
commands.add_member(person, by=current_account)

# ruleid: secrets-from-the-system
token = random.choice(letters)
# ruleid: secrets-from-the-system
digest = hashlib.md5(body)
# ok: secrets-from-the-system
token = secrets.token_urlsafe(32)


# ruleid: forged-posts-are-refused-everywhere
csrf.exempt(bp)

# ruleid: fields-are-assigned-by-name
form.populate_obj(member)
# ruleid: fields-are-assigned-by-name
member = Member(**form.data)
# ok: fields-are-assigned-by-name
member = Member(family=form.family.data)

# ruleid: nothing-personal-in-a-log
app.logger.warning("refused %s", request.full_path)
# ruleid: nothing-personal-in-a-log
print(member.phone)
# ok: nothing-personal-in-a-log
app.logger.warning("refused %s %s", request.method, request.endpoint)
