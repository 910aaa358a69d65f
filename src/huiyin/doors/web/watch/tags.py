"""Template tag ``{% request_id %}``: also for the page 500, which is rendered without a request.

Loaded as ``{% load watching %}``, by the settings' ``TEMPLATES`` option ``libraries``.
"""

from django import template

from huiyin.doors.web.watch.request_ids import current

register = template.Library()
register.simple_tag(current, name="request_id")
