"""The sealer: a MAC on every line, the chain, and the checkpoints. Lines that stand already keep no MAC (no key is at hand
while tables change); the sealer chains them first and says how many they are."""

import django.db.models.deletion
import tirek.ledger.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_append_only_on_postgresql")]

    operations = [
        migrations.AddField(model_name="entry", name="mac", field=models.BinaryField(null=True)),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("at_ms", models.PositiveBigIntegerField(default=tirek.ledger.models.this_millisecond)),
                ("to_seq", models.PositiveBigIntegerField()),
                ("without_mac", models.PositiveBigIntegerField(default=0)),
                ("head", models.BinaryField()),
                ("root", models.BinaryField()),
                ("previous", models.BinaryField()),
                ("public", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("seq", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.BinaryField()),
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="seal",
                        to="ledger.entry",
                    ),
                ),
            ],
        ),
    ]
