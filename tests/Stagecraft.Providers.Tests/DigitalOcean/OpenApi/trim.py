#!/usr/bin/env python3
"""Cuts DigitalOcean's OpenAPI document down to the operations that the provider uses.

Usage: trim.py CLONE > digitalocean.json
CLONE is a clone of https://github.com/digitalocean/openapi.
What is left of an operation is its contract: parameters, request, responses, schemas, scopes.
Texts, examples of requests and code samples are left out. Needs PyYAML.
"""
import json
import posixpath
import re
import subprocess
import sys

import yaml

ROOT = "specification/DigitalOcean-public.v2.yaml"
OPERATIONS = {
    "/v2/account": ["get"],
    "/v2/account/keys": ["get"],
    "/v2/droplets": ["get", "post"],
    "/v2/droplets/{droplet_id}": ["get"],
    "/v2/images": ["get"],
    "/v2/images/{image_id}": ["get"],
    "/v2/regions": ["get"],
    "/v2/reserved_ips": ["get"],
    "/v2/sizes": ["get"],
    "/v2/vpcs": ["get"],
}
UNUSED = {"x-codeSamples", "externalDocs", "tags"}


class Loader(yaml.SafeLoader):
    """YAML 1.2 as OpenAPI has it: `off` is a text, and so is a time."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


class Trimmer:
    def __init__(self, clone):
        self.clone = clone
        self.files = {}
        self.components = {}
        self.names = {}

    def git(self, *arguments):
        return subprocess.run(["git", "-C", self.clone, *arguments], check=True, capture_output=True, text=True).stdout

    def file(self, path):
        if path not in self.files:
            self.files[path] = yaml.load(self.git("show", f"HEAD:{path}"), Loader)
        return self.files[path]

    def at(self, path, pointer):
        node = self.file(path)
        for part in [p for p in pointer.split("/") if p]:
            node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    def target(self, path, reference):
        file, _, pointer = reference.partition("#")
        return (posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path), pointer

    def inline(self, path, reference):
        file, pointer = self.target(path, reference)
        return self.copy(file, self.at(file, pointer))

    # A schema is kept once and referred to; everything else stands where it is used.
    def copy(self, path, node, schema=False):
        if isinstance(node, list):
            return [self.copy(path, item, schema) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node and isinstance(node["$ref"], str):
            if not schema:
                return self.inline(path, node["$ref"])
            file, pointer = self.target(path, node["$ref"])
            return {"$ref": f"#/components/schemas/{self.component(file, pointer)}"}
        result = {}
        for key, value in node.items():
            is_property = schema == "properties"
            if not is_property and (key in UNUSED or key == "description"):
                continue
            if key == "examples" and not is_property:
                continue
            if is_property:
                result[key] = self.copy(path, value, True)
            elif key == "schema":
                result[key] = self.copy(path, value, True)
            elif schema and key == "properties":
                result[key] = self.copy(path, value, "properties")
            elif key in ("example", "enum", "required", "pattern") or (schema and key == "default"):
                result[key] = value
            else:
                result[key] = self.copy(path, value, schema)
        return result

    def component(self, file, pointer):
        key = (file, pointer)
        if key not in self.names:
            base = pointer.rsplit("/", 1)[-1] if pointer else posixpath.splitext(posixpath.basename(file))[0]
            name, number = base, 2
            while name in self.components:
                name, number = f"{base}_{number}", number + 1
            self.names[key] = name
            self.components[name] = None
            self.components[name] = self.copy(file, self.at(file, pointer), True)
        return self.names[key]

    def run(self):
        root = self.file(ROOT)
        paths = {}
        for path, methods in OPERATIONS.items():
            paths[path] = {}
            for method in methods:
                operation = self.copy(ROOT, root["paths"][path][method])
                for response in operation["responses"].values():
                    # The document requires an explanation of each.
                    response.setdefault("description", "")
                paths[path][method] = operation
        return {
            "openapi": root["openapi"],
            "info": {
                "title": root["info"]["title"],
                "version": str(root["info"]["version"]),
                "description": f"Cut down by trim.py from github.com/digitalocean/openapi at {self.git('rev-parse', 'HEAD').strip()}. See README.md.",
                "license": {"name": "Apache 2.0"},
            },
            "servers": [{"url": "https://api.digitalocean.com"}],
            "paths": paths,
            "components": {
                "schemas": dict(sorted(self.components.items())),
                "securitySchemes": {"bearer_auth": {"type": "http", "scheme": "bearer"}},
            },
        }


json.dump(Trimmer(sys.argv[1]).run(), sys.stdout, indent=1)
print()
