import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0004_whose_index"),
        ("people", "0003_setup_and_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hints",
            fields=[
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to="people.organisation"
                    ),
                ),
                ("shown", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="CueTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=24)),
                ("version", models.PositiveIntegerField()),
                ("language", models.CharField(max_length=2)),
                ("word", models.CharField(max_length=8)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("rule", "version", "language", "word"), name="one_tally_each")],
            },
        ),
    ]
