import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0005_cues"),
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="own_words_min",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Passing",
            fields=[
                (
                    "leaf",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="passing",
                        serialize=False,
                        to="vault.leaf",
                    ),
                ),
                ("until_min", models.PositiveIntegerField(db_index=True)),
            ],
        ),
    ]
