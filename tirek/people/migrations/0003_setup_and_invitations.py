import uuid

import django.db.models.deletion
from django.db import migrations, models


def await_lacking_keys(apps, schema_editor):
    """Teams made before their intake key was granted to their oversight and to the paper: the next holder hands it on."""
    Organisation, Team = apps.get_model("people", "Organisation"), apps.get_model("people", "Team")
    PendingKey = apps.get_model("people", "PendingKey")
    for organisation in Organisation.objects.all():
        for team in Team.objects.all():
            for key, to in (
                (team.intake_id, team.oversight_id),
                (team.intake_id, organisation.paper_id),
                (team.oversight_id, organisation.paper_id),
            ):
                PendingKey.objects.create(key_id=key, to_id=to, is_vouched=True)


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0002_factors_and_proposals"),
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.AddField("organisation", "languages", models.CharField(default="kk,uk,ru,en", max_length=20)),
        migrations.AddField("organisation", "pledge_hours", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("organisation", "registration", models.CharField(blank=True, default="", max_length=12), preserve_default=False),
        migrations.AddField("organisation", "address", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("mark", models.BinaryField(unique=True)),
                ("login", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=120)),
                ("roles", models.CharField(max_length=40)),
                ("until_min", models.PositiveIntegerField()),
                ("accepted_min", models.PositiveIntegerField(null=True)),
                ("withdrawn_min", models.PositiveIntegerField(null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.worker")),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="people.team")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_min", None), ("withdrawn_min", None)),
                        fields=("login",),
                        name="one_open_invitation_a_login",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_min__isnull", False), ("withdrawn_min__isnull", False), _negated=True),
                        name="accepted_or_withdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_vouched", models.BooleanField(default=False)),
                ("key", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="vault.principal")),
                ("to", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="keys_awaited", to="vault.principal")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "to"), name="one_pending_key_each")],
            },
        ),
        migrations.RunPython(await_lacking_keys, migrations.RunPython.noop),
    ]
