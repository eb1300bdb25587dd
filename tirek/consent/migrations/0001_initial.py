from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [("vault", "0002_rooms")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.BinaryField()),
                (
                    "ended",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="consent_ended", to="vault.leaf"
                    ),
                ),
                ("leaf", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="consent", to="vault.leaf")),
                ("safe", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="vault.safe")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended", None)), fields=("safe", "mark"), name="one_standing_consent_each"
                    )
                ],
            },
        ),
    ]
