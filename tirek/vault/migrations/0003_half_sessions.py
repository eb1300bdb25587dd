from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0002_rooms'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='half',
            field=models.BooleanField(default=False),
        ),
    ]
