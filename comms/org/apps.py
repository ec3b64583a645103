from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "comms.org"
    label = "org"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from comms.audit import actions
        from comms.core import subjects
        from comms.org.history import ACTIONS
        from comms.org.models import Unit
        from comms.org.receivers import on_signed_in
        from comms.org.selectors import accounts_visible_to

        actions.register(ACTIONS)
        subjects.register("org.unit", visible=Unit.objects.visible_to, label=str, url=Unit.get_absolute_url)
        # An account has no page of its own.
        subjects.register("org.user", visible=accounts_visible_to, label=str, url=lambda user: "")
        user_logged_in.connect(on_signed_in, dispatch_uid="org.session.opened")
