from comms.org.api.fields import PersonField

__all__ = ["PersonField"]
