import django.db.models.deletion
import tirek.vault.models
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('last_step', models.PositiveBigIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_min', models.PositiveIntegerField(default=tirek.vault.models.this_minute)),
                ('worker', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_factor', to='people.worker')),
            ],
        ),
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.BinaryField()),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='one_time_codes', to='people.worker')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('worker', 'mark'), name='each_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('give', 'give the role'), ('take', 'take away the role'), ('disable', 'close the account'), ('factor', 'take away the second factor')], max_length=8)),
                ('role', models.CharField(blank=True, choices=[('intake', 'intake'), ('worker', 'case worker'), ('supervisor', 'supervisor'), ('ethics', 'ethics officer'), ('admin', 'administrator')], max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('confirmed', 'Confirmed'), ('declined', 'Declined'), ('run_out', 'ran out')], default='waiting', max_length=9)),
                ('made_min', models.PositiveIntegerField(default=tirek.vault.models.this_minute)),
                ('decided_min', models.PositiveIntegerField(null=True)),
                ('about', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='people.worker')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.worker')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.worker')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('about', 'kind', 'role'), name='one_waiting_proposal_each'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('decided_by', models.F('by')), _negated=True), _connector='OR'), name='two_people_decide_about_powers'),
                ],
            },
        ),
    ]
