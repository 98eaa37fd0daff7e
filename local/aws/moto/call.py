"""Asks AWS, by boto3: call.py SERVICE OPERATION, parameters as JSON on stdin, the answer as JSON on stdout."""

import json
import sys

import boto3

service, operation = sys.argv[1:]
answer = getattr(boto3.client(service), operation)(**json.load(sys.stdin))
answer.pop("ResponseMetadata", None)
json.dump(answer, sys.stdout, default=str)
